"""Documents made of pages: PDF, OFD, scans."""
