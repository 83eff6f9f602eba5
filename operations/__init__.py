"""What is done with a stack beside `pulumi up`: render, preview, verify, heal."""
