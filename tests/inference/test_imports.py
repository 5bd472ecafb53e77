"""What judging imports, each time in a process that has imported nothing yet."""

import subprocess
import sys


def said(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_judging_waits_for_no_library_that_it_does_not_use():
    imported = said("import sys, mura_desktop.inference.analyzer\nprint(*sys.modules)")
    assert "timm" in imported
    assert not {"pytorch_grad_cam", "sklearn", "matplotlib", "torch._dynamo"} & set(imported)


def test_the_compiler_is_there_for_whoever_asks_for_more_of_it():
    answers = said(
        "import torch\n"
        "from mura_desktop.inference import compiler\n"
        "with compiler.left_out():\n"
        "    import torch._dynamo.utils\n"
        "    print(torch._dynamo.utils.is_compile_supported('cuda'))\n"
        "    print(torch._dynamo.disable(len) is len)\n"
        "    print(torch._dynamo.utils.__class__.__name__)\n"
        "    print(callable(torch._dynamo.explain))\n"
        "    import torch._dynamo.utils\n"
        "    print(torch._dynamo.utils.__class__.__name__)\n"
        "print(torch.compile(torch.sin, backend='eager')(torch.zeros(1)).item())\n"
    )
    assert answers == ["False", "True", "_StandIn", "True", "module", "0.0"]
