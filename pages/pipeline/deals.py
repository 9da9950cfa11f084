"""Which deals make up this number? Every chart and card leads here, and the list adds up to the cent."""

from ui import page
from ui.deals import body
from ui.text import _

page.show(_("Deals"), body.show, needs_data=False)
