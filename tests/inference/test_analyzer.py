import json
from pathlib import Path

import numpy as np
import pytest
import torch

from mura_desktop.domain.errors import DeviceUnavailable, InvalidBundle
from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Header, Image, Region, RegionSource
from mura_desktop.domain.verdict import ImageScore, NoVerdict
from mura_desktop.inference.analyzer import TorchAnalyzer, load_analyzer
from mura_desktop.inference.bundle import write_bundle
from mura_desktop.inference.bundle_files import CONFIG
from mura_desktop.inference.preprocess import letterbox, normalize
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import Calibration
from mura_desktop.inference.scope import EXCHANGED, UNLIKE, Scope
from tests.inference.conftest import build_hybrid

CPU = torch.device("cpu")


@pytest.fixture
def analyzer(network, make_bundle):
    return TorchAnalyzer(make_bundle(network), CPU)


def test_the_same_image_gets_the_same_score_every_time(analyzer, make_image):
    first, second = analyzer.analyze(make_image()), analyzer.analyze(make_image())
    assert first.probability == second.probability
    assert np.array_equal(first.heatmap.values, second.heatmap.values)


def test_a_score_is_a_probability_with_a_heatmap_on_an_absolute_scale(analyzer, make_image):
    found = analyzer.analyze(make_image())
    assert 0.0 < found.probability < 1.0
    assert 0.0 <= found.heatmap.values.min() <= found.heatmap.values.max() <= 1.0
    assert found.heatmap.values.max() <= found.probability + 1e-3


def test_a_heatmap_can_be_made_by_any_method_that_the_bundle_tells(analyzer, make_image):
    usual = analyzer.analyze(make_image())
    assert usual.heatmap.method == analyzer.info.methods[0]
    for method in analyzer.info.methods[1:]:
        other = analyzer.analyze(make_image(), method)
        assert other.heatmap.method == method
        assert not other.heatmap.absolute
        assert other.probability == usual.probability
        assert not np.array_equal(other.heatmap.values, usual.heatmap.values)


def test_the_backbone_runs_once_for_score_and_heatmap(classifier, make_bundle, make_image):
    analyzer = TorchAnalyzer(make_bundle(classifier), CPU)
    runs = []
    classifier.backbone.register_forward_hook(lambda *_: runs.append(1))
    analyzer.analyze(make_image())
    assert len(runs) == 1


def test_dicom_and_png_of_the_same_pixels_agree(analyzer):
    ys, xs = np.mgrid[0:300, 0:200]
    stored = (2000 + 1500 * np.sin(ys / 17) * np.cos(xs / 13)).astype(np.uint16)
    window = Window(2000.0, 3600.0)
    as_dicom = Image(Path("a.dcm"), stored, Header("s"), (window,))
    as_png = Image(Path("a.png"), as_dicom.rendered(), Header("s"), (Window(128.0, 256.0),))
    scores = [analyzer.analyze(each).probability for each in (as_dicom, as_png)]
    assert abs(scores[0] - scores[1]) <= 0.01


def test_an_image_that_is_no_radiograph_is_refused_with_its_reason(analyzer, make_image):
    found = analyzer.analyze(make_image(unsuitable="A colour picture is not a radiograph."))
    assert found == NoVerdict("A colour picture is not a radiograph.")


def test_a_region_that_the_bundle_was_not_trained_on_is_refused(analyzer, make_image):
    chest = Region("CHEST", RegionSource.HEADER)
    found = analyzer.analyze(make_image(region=chest))
    assert isinstance(found, NoVerdict)
    assert "CHEST" in found.reason
    assert found.region == chest


def test_a_region_from_the_file_is_kept_and_a_missing_one_is_named_by_the_network(
    hybrid, make_bundle, make_image
):
    analyzer = TorchAnalyzer(make_bundle(hybrid), CPU)
    knee = Region("KNEE", RegionSource.HEADER)
    assert analyzer.analyze(make_image(region=knee)).region == knee
    named = analyzer.analyze(make_image()).region
    assert named.source is RegionSource.NETWORK
    assert named.code in ("ARM", "LEG")


def test_the_evidence_of_the_region_makes_the_score(hybrid_per_region, make_bundle, make_image):
    with torch.no_grad():
        for branch in hybrid_per_region.branches.values():
            branch.offset.copy_(torch.tensor([9.0, -9.0]))
    analyzer = TorchAnalyzer(make_bundle(hybrid_per_region), CPU)
    arm, leg = (
        analyzer.analyze(make_image(region=Region(code, RegionSource.HEADER))).probability
        for code in ("ARM", "LEG")
    )
    assert arm > leg
    assert analyzer.info.score_by_region
    assert "the score is made for it" in analyzer.info.about_region


def test_where_one_evidence_serves_all_regions_the_score_is_not_said_to_follow_them(
    hybrid, make_bundle, make_image
):
    analyzer = TorchAnalyzer(make_bundle(hybrid), CPU)
    arm, leg = (
        analyzer.analyze(make_image(region=Region(code, RegionSource.HEADER))).probability
        for code in ("ARM", "LEG")
    )
    assert arm == leg
    assert not analyzer.info.score_by_region
    assert "same for all" in analyzer.info.about_region


def test_a_blank_picture_is_refused(analyzer, make_image):
    found = analyzer.analyze(make_image(pixels=np.full((90, 60), 100, np.uint8)))
    assert found == NoVerdict("The picture is blank.")


def test_a_picture_with_strange_features_is_refused(hybrid, make_bundle, make_image):
    far_off = Scope(torch.full((32,), 1000.0), torch.eye(32), 5.0)
    analyzer = TorchAnalyzer(make_bundle(hybrid, scope=far_off), CPU)
    found = analyzer.analyze(make_image())
    assert isinstance(found, NoVerdict)
    assert "unlike" in found.reason
    assert found.region is None  # the network names no part of what it does not know
    knee = Region("KNEE", RegionSource.HEADER)
    assert analyzer.analyze(make_image(region=knee)).region == knee


def test_a_picture_that_would_be_in_scope_with_its_greys_exchanged_is_refused_for_just_that(
    hybrid, make_bundle, make_image
):
    image = make_image()
    reader = NetworkReader(build_hybrid(), Calibration(1.0, 0.0), CPU)
    known = reader.read(normalize(letterbox(image.rendered(), reader.size)[0])[None]).signature
    here = Scope(known, torch.eye(len(known)), 0.01)
    analyzer = TorchAnalyzer(make_bundle(hybrid, scope=here), CPU)
    assert isinstance(analyzer.analyze(image), ImageScore)
    exchanged = make_image(pixels=255 - image.rendered())
    assert analyzer.analyze(exchanged) == NoVerdict(EXCHANGED)
    noise = np.random.default_rng(0).integers(0, 255, (90, 60)).astype(np.uint8)
    assert analyzer.analyze(make_image(pixels=noise)) == NoVerdict(UNLIKE)


def test_a_released_bundle_passes_its_self_test_and_judges(
    network, make_bundle, make_image, tmp_path
):
    write_bundle(make_bundle(network), tmp_path / "b")
    analyzer = load_analyzer(tmp_path / "b", "cpu")
    assert isinstance(analyzer.analyze(make_image()), ImageScore)
    assert (analyzer.info.name, analyzer.info.device) == ("small", "CPU")


def test_a_bundle_that_fails_its_self_test_is_refused(hybrid, make_bundle, tmp_path):
    write_bundle(make_bundle(hybrid), tmp_path / "b")
    config = tmp_path / "b" / CONFIG
    entries = json.loads(config.read_text())
    config.write_text(json.dumps(entries | {"self_test": entries["self_test"] + 0.2}))
    with pytest.raises(InvalidBundle, match="self-test"):
        load_analyzer(tmp_path / "b", "cpu")


def test_a_device_that_is_not_here_is_named(tmp_path):
    with pytest.raises(DeviceUnavailable, match="abacus"):
        load_analyzer(tmp_path, "abacus")


def test_out_of_memory_moves_the_work_to_the_cpu_and_says_so(hybrid, make_bundle, logged):
    class Crowded(NetworkReader):
        """A device that is full: it lives on the CPU, because no other may be here."""

        def _read(self, picture, region, method):
            if self.device.type != "cpu":
                raise torch.OutOfMemoryError
            return super()._read(picture, region, method)

    bundle = make_bundle(hybrid)
    reader = Crowded(hybrid, bundle.calibration, CPU)
    reader.device = torch.device("cuda")
    reading = reader.read(torch.zeros(1, 1, 64, 64))
    assert 0.0 < reading.probability < 1.0
    assert reader.device == CPU
    assert "out of memory" in logged.records.pop().getMessage()
