"""The flavour without NVIDIA's libraries sees no graphics card, whatever driver is installed."""

import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
