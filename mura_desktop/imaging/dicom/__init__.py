"""A DICOM object becomes an Image.

image         the whole way, in order
data_set      a file parsed, and whether there are pixels in it
objects       what is no image, called by its name and set aside
values        elements, read so that one bad element costs no more than itself
image_pixel   what is missing or contradictory, and what becomes of it: a table
frames        one frame of several, and what is said of it alone
transfer      the pixels, by transfer syntax:
decompression  a compressed frame's way to the decoder
codestream     what a compressed stream says of itself
jpeg_extended  JPEG of 12 bits
depth          which of the stored bits are the values
palette       colours that are looked up
grey          modality and VOI transformation, padding
header        what the file says of the patient, the study and itself
geometry      pixel spacing and proportions, which way the image lies
overlays      drawings to be laid over it on the screen
shutters      what is to be covered on the screen
listing       everything that the file says, line by line
"""

from mura_desktop.imaging.dicom.image import decode, study_key_of
from mura_desktop.imaging.dicom.listing import rows_of

__all__ = ["decode", "rows_of", "study_key_of"]
