"""Files in, domain objects out: the only room that knows pydicom and Pillow.

The story of one file::

    walk      a path the reader gave becomes files, in the order a person would count them
                  names     which names are looked at, and their order
                  archive   the files in a ZIP, unpacked in memory one at a time (archive_names:
                            what they are called; archive_checks: which are not unpacked)
                  dicomdir  the files that a DICOMDIR lists, as they are called on disk
                  source    a file's bytes, wherever they lie
    sniff     a file's first bytes tell what it is; its name is never asked
    dicom     a DICOM object becomes an Image:
                  objects       what is no image, called by its name and set aside
                  dicom_values  elements, read so that one bad element costs no more than itself
                  image_pixel   what is missing or contradictory, and what becomes of it: a table
                  frames        one frame of several, and what is said of it alone
                  transfer      the pixels, decompressed (codestream: what a stream says of itself;
                                jpeg_extended: JPEG of 12 bits; depth: which bits are the values)
                  dicom_grey    modality and VOI transformation, padding
                  dicom_header  what the file says of the patient, the study and itself
                  geometry      pixel spacing and proportions, which way the image lies
                  overlays      drawings to be laid over it on the screen
                  shutters      what is to be covered on the screen
    raster    a PNG, JPEG or TIFF becomes an Image
    decoding  the process that unpacks compressed pixels and may die of them (decompression: a
              frame's way there; picture: what Pillow does there)
    reading   all of it in order: an Image, or an UnreadableFile that says why not; and again, when
              an image is looked at whose pixels were let go of

Beside it: ``limits`` (what is refused before memory is taken), ``colour`` (grey from colour),
``windows`` (windows for files that bring none), ``region`` (body part from header or path), and
``synthetic``, which draws the sample study. This room imports the domain only.
"""

from mura_desktop.imaging.reading import load, load_frame

__all__ = ["load", "load_frame"]
