from ui import page
from ui.text import _

page.show(_("Funnel"), lambda desk: None)
