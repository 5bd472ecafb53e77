import torch

from mura_desktop.inference.network import BranchConfig, BranchOutput, HybridNetwork, NetworkConfig


def output(evidence, channels=16):
    logits = evidence.flatten(2).logsumexp(2)
    return BranchOutput(evidence, logits, torch.zeros(len(evidence), channels), evidence)


def test_an_untrained_gate_gives_every_branch_an_equal_say(hybrid):
    strong, silent = torch.full((1, 1, 8, 8), -20.0), torch.full((1, 1, 4, 4), -20.0)
    strong[0, 0, 2, 5] = 6.0
    fused = hybrid.fuse((output(strong), output(silent)))
    expected = (strong.flatten().logsumexp(0) + silent.flatten().logsumexp(0)) / 2
    assert torch.allclose(fused.logits[0, 0], expected)


def test_a_branch_says_what_its_evidence_adds_up_to(hybrid):
    branch = hybrid.branches["custom"]
    found = branch(torch.randn(2, 1, 64, 64))
    assert torch.allclose(found.logits, found.evidence.flatten(2).logsumexp(2) + branch.offset)


def test_the_fused_map_peaks_where_both_branches_see_most(hybrid):
    fine, coarse = torch.full((1, 1, 8, 8), -9.0), torch.full((1, 1, 4, 4), -9.0)
    fine[0, 0, 2, 6] = 3.0
    coarse[0, 0, 1, 3] = 3.0
    evidence = hybrid.fuse((output(fine), output(coarse))).evidence
    assert evidence.shape == (1, 1, 8, 8)
    assert divmod(int(evidence.argmax()), 8) == (2, 6)


def test_a_flat_coarse_map_keeps_its_total_when_it_is_made_finer(hybrid):
    coarse = torch.full((1, 1, 4, 4), 1.5)
    fused = hybrid.fuse((output(torch.full((1, 1, 8, 8), 1.5)), output(coarse)))
    fine_share = fused.evidence - 0.5 * 1.5
    assert torch.allclose(
        (2 * fine_share).flatten().logsumexp(0), coarse.flatten().logsumexp(0), atol=1e-5
    )


def test_each_region_can_have_evidence_of_its_own(hybrid_per_region):
    found = hybrid_per_region(torch.randn(1, 1, 64, 64))
    assert found.logits.shape == (1, 2)
    assert found.evidence.shape == (1, 2, 8, 8)


def test_one_branch_alone_is_a_network():
    config = NetworkConfig((BranchConfig("a", "custom_cnn", (16, 32), 8),), ("arm",), False, 64)
    network = HybridNetwork(config).eval()
    found = network(torch.randn(1, 1, 64, 64))
    assert torch.allclose(found.logits, found.branches[0].logits)
    assert found.evidence.shape[-1] == 64 // 16
