"""Teaching an embedding model how people ask for what role documents say.

The only package besides `index.export` that imports torch.
"""
