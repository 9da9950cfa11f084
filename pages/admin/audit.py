"""Who did what, when and from where? For directors and administrators."""

from ui import audit, page, viewing
from ui.text import _

page.show(_("Audit"), audit.body, needs_data=False, only_for=viewing.may_keep)
