"""How the prose of a disclosure is read: its vocabulary (``measures.toml``) and the text beneath it."""
