from ui import page
from ui.text import _

page.show(_("Churn"), lambda desk: None)
