"""The books of past imports: what each changed, what successive ones show of the past, and the way back."""
