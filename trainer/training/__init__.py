"""The training of one network: losses, the loop, and the order of the stages.

``fit`` trains each branch alone, then the gate and the region head on the frozen branches. ``loop``
is the only module that knows how a step is made and how a run resumes.
"""
