"""What stands before the pages: who may knock, who may come in, and with what headers it is answered.

Everything here is ASGI around Streamlit: a stranger is turned away before any of its code runs.
"""
