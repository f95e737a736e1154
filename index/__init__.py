"""Role documents in, searchable index out: parse, chunk, encode, search, store.

Knows nothing of Slack. `index.store.open.open_index` runs the whole pipeline.
"""

import os

# The matrix products for a question are small, and several questions are answered at once. Threads
# of OpenBLAS's own would only wait for each other, busily: on two busy cores, a question would take
# eight times the work. OpenBLAS reads this when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
