"""Teaching an embedding model how people ask for what role documents say.

The only package besides `index.encoder.export` that imports torch.
"""
