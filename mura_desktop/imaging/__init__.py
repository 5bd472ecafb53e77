"""Files in, domain objects out: the only room that knows pydicom and Pillow.

The story of one file::

    finding   a path the reader gave becomes files: in folders, archives, DICOMDIRs
    source    the bytes of one of them, wherever they lie
    dicom     a DICOM object becomes an Image
    raster    a PNG, JPEG or TIFF becomes an Image (picture: what Pillow does of it)
    decoding  the process that unpacks compressed pixels and may die of them
    reading   all of it in order: an Image, or an UnreadableFile that says why not; and again, when
              an image is looked at whose pixels were let go of
    gap       which study lacks a file that cannot be read

Beside it: ``limits`` (what is refused before memory is taken), ``colour`` (grey from colour),
``windows`` (windows for files that bring none), ``region`` (body part from header or path),
``export`` (pictures out), and ``sample``, what the program draws itself. This room imports the
domain only.
"""
