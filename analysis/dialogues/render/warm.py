"""Imported by a fresh kernel while the dataset is being built: what every notebook will need is ready."""

from dialogues.brief.drawer import drawer

drawer()  # first: its process gets ready while this one imports

import dialogues.brief.brief  # noqa: E402 - imported for the time it takes, after the process is started
import dialogues.brief.drawings  # noqa: E402, F401 - and Altair with it, for the same reason
