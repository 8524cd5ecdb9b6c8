"""The blueprint of all pages and feeds of calendars."""

from flask import Blueprint

bp = Blueprint("calendars", __name__)
