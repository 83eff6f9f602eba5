"""A throw-away real Kubernetes on this machine; the product does not know of it."""
