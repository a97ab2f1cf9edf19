"""Cut text into terms, with the dictionary that says where words end."""
