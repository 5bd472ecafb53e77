"""What damaged files were found to do, each mended and kept."""

import io

import numpy as np
import PIL.Image
import pytest
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import JPEG2000Lossless

PIXELS = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)


@pytest.fixture
def content(tmp_path):
    """Return a function that writes bytes to a file."""

    def write(data):
        (tmp_path / "case").write_bytes(data)
        return tmp_path / "case"

    return write


def written(ds):
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    return whole.getvalue()


def sequence(depth, end):
    """Sequences and items of undefined length in each other (PS3.5 7.5), ended or not."""
    start = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    return start * depth + end * depth


def test_a_value_representation_that_there_is_not_costs_its_element_alone(dicom_file, opened):
    path = dicom_file(PIXELS, PatientSex="F")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\x10\x00\x40\x00CS", b"\x10\x00\x40\x00BS"))
    assert np.array_equal(opened(path).pixels, PIXELS)


def test_a_required_element_of_no_value_representation_is_named(dicom_file, refused):
    path = dicom_file(PIXELS)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\x28\x00\x04\x00CS", b"\x28\x00\x04\x00BS"))
    assert refused(path).reason == "The header lacks PhotometricInterpretation."


def test_a_number_of_half_its_bytes_is_named(dicom_file, refused):
    path = dicom_file(PIXELS)
    bits_stored = b"\x28\x00\x01\x01US"
    whole = path.read_bytes()
    path.write_bytes(
        whole.replace(bits_stored + b"\x02\x00\x10\x00", bits_stored + b"\x01\x00\x10")
    )
    assert refused(path).reason == "The header lacks BitsStored."


def test_a_transfer_syntax_of_another_text_is_understood(dicom_file, opened):
    path = dicom_file(PIXELS)
    path.write_bytes(path.read_bytes().replace(b"\x02\x00\x10\x00UI", b"\x02\x00\x10\x00SH"))
    assert np.array_equal(opened(path).pixels, PIXELS)


def test_a_transfer_syntax_of_another_value_representation_is_refused(dicom_file, refused):
    path = dicom_file(PIXELS)
    path.write_bytes(path.read_bytes().replace(b"\x02\x00\x10\x00UI", b"\x02\x00\x10\x00FL"))
    refused(path)


def test_a_high_bit_of_half_its_bytes_counts_as_missing(dicom_file, opened):
    path = dicom_file(PIXELS)
    high_bit = b"\x28\x00\x02\x01US"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(high_bit + b"\x02\x00\x0f\x00", high_bit + b"\x01\x00\x0f"))
    assert np.array_equal(opened(path).pixels, PIXELS)


@pytest.mark.parametrize("descriptor", [None, [256, 0, 13], [0, 0, 16], [4, 0, 16]])
def test_a_palette_that_is_none_is_named(dicom_file, refused, descriptor):
    palette = (
        {}
        if descriptor is None
        else dict.fromkeys(
            (f"{each}PaletteColorLookupTableDescriptor" for each in ("Red", "Green", "Blue")),
            descriptor,
        )
        | {"RedPaletteColorLookupTableData": bytes(512)}
    )
    path = dicom_file(PIXELS, PhotometricInterpretation="PALETTE COLOR", **palette)
    assert refused(path).reason == "The palette is missing or damaged."


def test_a_photometric_interpretation_of_junk_is_not_shown(dicom_file, refused):
    path = dicom_file(PIXELS)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"MONOCHROME2 ", b"\x1b[31m\x07\x08\x85Doe "))
    reason = refused(path).reason
    assert reason == "Unknown pixels of 1 sample are not read."


def with_references(whole, references):
    """Put Referenced Image Sequence elements where the order of tags wants them."""
    at = whole.index(b"\x28\x00\x02\x00US")
    return whole[:at] + references + whole[at:]


END = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"


def test_a_modality_of_junk_is_not_repeated(dicom_file, opened):
    path = dicom_file(PIXELS, Modality="CR")
    whole = path.read_bytes()
    at = whole.index(b"\x08\x00\x60\x00CS")
    junk = b"DOE^JANE" * 4
    element = b"\x08\x00\x60\x00CS" + len(junk).to_bytes(2, "little") + junk
    path.write_bytes(whole[:at] + element + whole[at + 10 :])
    assert opened(path).unsuitable == "An image of an unknown modality is not a bone radiograph."


def test_sequences_may_lie_in_each_other(dicom_file, content, opened):
    whole = dicom_file(PIXELS).read_bytes()
    image = opened(content(with_references(whole, sequence(10, END))))
    assert np.array_equal(image.pixels, PIXELS)


@pytest.mark.parametrize("end", [END, b""], ids=["ended", "not ended"])
def test_sequences_a_thousand_deep_are_refused(dicom_file, content, refused, end):
    whole = dicom_file(PIXELS).read_bytes()
    reason = refused(content(with_references(whole, sequence(1000, end)))).reason
    assert reason == "The file is cut short, or damaged."


def test_a_character_set_with_a_zero_in_its_name_is_refused(dicom_file, refused):
    path = dicom_file(PIXELS, SpecificCharacterSet="ISO_IR 100", PatientName="A")
    path.write_bytes(path.read_bytes().replace(b"ISO_IR 100", b"SOME\0CHARS"))
    refused(path)


def test_what_stands_in_the_place_of_a_uid_is_not_repeated(dicom_file, refused):
    path = dicom_file(PIXELS)
    whole = path.read_bytes()
    at = whole.index(b"\x02\x00\x10\x00UI") + 8
    path.write_bytes(whole[:at] + b"Doe^Jane  \x07\x1b" + whole[at + 12 :])
    assert "(not a UID)" in refused(path).reason


def test_a_class_that_swallowed_the_patient_does_not_give_the_name_away(build, content, refused):
    ds = build(PIXELS, PatientName="Doe^Jane")
    for keyword in ("PixelData", "Rows", "Columns"):
        del ds[keyword]
    whole = written(ds)
    at = whole.index(b"\x08\x00\x16\x00UI", 300) + 6
    longer = whole.index(b"Doe^Jane") + 8 - at - 2
    refusal = refused(content(whole[:at] + longer.to_bytes(2, "little") + whole[at + 2 :]))
    assert "Jane" not in str(refusal)


def test_items_without_an_end_are_a_file_cut_short(dicom_file, content, refused):
    whole = dicom_file(PIXELS).read_bytes()
    item = b"\xfe\xff\x00\xe0\0\0\0\0"
    endless = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + item * 1000
    at = whole.index(b"\x28\x00\x02\x00US")
    assert "cut short, or damaged" in refused(content(whole[:at] + endless)).reason


def test_a_compressed_frame_of_no_bytes_is_refused(build, content, refused):
    ds = build(PIXELS)
    ds.compress(JPEG2000Lossless)
    ds.PixelData = encapsulate([b"\0\0"])[:-8] + b"\xfe\xff\xdd\xe0\0\0\0\0"
    assert "decompressed" in refused(content(written(ds))).reason


def test_a_frame_that_the_offset_table_leaves_empty_is_named(build, content, refused):
    ds = build(PIXELS)
    ds.compress(JPEG2000Lossless)
    (frame,) = generate_frames(ds.PixelData, number_of_frames=1)
    ds.NumberOfFrames = 2
    whole = encapsulate([frame, frame])
    # PS3.5 A.4: item tag, length, then the two offsets; both now lead to one place
    ds.PixelData = whole[:12] + whole[8:12] + whole[16:]
    assert "frame 1 are missing" in refused(content(written(ds))).reason


def test_a_stream_of_another_size_in_a_wrapping_is_refused(build, content, refused):
    ds = build(PIXELS)
    ds.compress(JPEG2000Lossless)
    stream = next(generate_frames(ds.PixelData, number_of_frames=1))
    ds.PixelData = encapsulate([b"\0\0\0\x0cjP  \r\n\x87\n" + stream])
    ds.Rows = 32
    assert "decompressed" in refused(content(written(ds))).reason


def test_a_tiff_whose_second_page_has_no_size_is_refused(content, refused):
    whole = io.BytesIO()
    page = PIL.Image.fromarray(PIXELS.astype(np.uint8))
    page.save(whole, "TIFF", save_all=True, append_images=[page])
    data = bytearray(whole.getvalue())
    last = data.rindex(b"\x00\x01\x04\x00\x01\x00\x00\x00")  # ImageWidth, LONG, one value
    data[last : last + 2] = b"\x02\x01"
    assert refused(content(bytes(data))).reason == "The TIFF data is damaged or cut short."


def test_a_tiff_of_far_too_many_samples_is_refused_without_a_word_in_the_log(content, refused):
    whole = io.BytesIO()
    PIL.Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(whole, "TIFF")
    data = bytearray(whole.getvalue())
    samples = data.index(b"\x15\x01\x03\x00\x01\x00\x00\x00") + 8
    data[samples : samples + 2] = (34712).to_bytes(2, "little")
    refused(content(bytes(data)))


def test_pixels_under_a_value_representation_that_there_is_not_are_refused(
    dicom_file, content, refused
):
    data = dicom_file(PIXELS).read_bytes()
    at = data.index(b"\xe0\x7f\x10\x00O")
    path = content(data[: at + 4] + b"O\0" + data[at + 6 :])
    assert refused(path).reason == "The element that holds the pixels is damaged."
