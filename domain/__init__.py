"""What several parts need to know: pure Python, no Pulumi, no cluster."""
