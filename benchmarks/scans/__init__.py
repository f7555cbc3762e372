"""Paper that was filled in with a pen and came back through a scanner, a fax or a phone, with its truth known."""
