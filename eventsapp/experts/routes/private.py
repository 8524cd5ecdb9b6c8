"""The blueprint of the pages behind private links: of bodies that nominate, and of nominees."""

from flask import Blueprint

bp = Blueprint("nominations", __name__)
