"""The lab over HTTPS: sign-in, faults and limits before the in-process lab, and the web server around them."""
