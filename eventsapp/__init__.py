"""Expert meetings, from the call for experts to the published after-action report."""
