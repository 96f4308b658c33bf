# SPDX-License-Identifier: EUPL-1.2
"""What is kept of an upload: pixels, and nothing that tells where or with what it was taken."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.actions import remove_picture, store_picture
from mitwirken.ground.pictures.models import WIDTHS

pytestmark = pytest.mark.django_db


def photo(size=(1200, 900), *, format="JPEG", orientation=None, color="teal") -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "Spionkamera GmbH"
    if orientation:
        exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 53.0)
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, format, exif=exif.tobytes())
    return SimpleUploadedFile("IMG_4711.jpg", out.getvalue(), content_type="image/jpeg")


def test_metadata_is_gone_from_every_file():
    upload = photo()
    assert b"Spionkamera" in upload.read()
    picture = store_picture(upload, alt="Eine Bank")
    for width in WIDTHS:
        with default_storage.open(picture.file_name(width), "rb") as file:
            data = file.read()
        assert b"Spionkamera" not in data
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "WEBP"
            assert not image.getexif()
            assert image.width <= width


def test_a_picture_taken_on_its_side_stands_upright():
    picture = store_picture(photo((400, 200), orientation=6), alt="Hochkant")
    assert (picture.width, picture.height) == (200, 400)


@pytest.mark.parametrize("alt", ["", "   \n"])
def test_without_words_it_is_refused(alt):
    with pytest.raises(Refusal) as refusal:
        store_picture(photo(), alt=alt)
    assert refusal.value.field == "alt"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0broken",
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name_says(content):
    with pytest.raises(Refusal) as refusal:
        store_picture(SimpleUploadedFile("bild.jpg", content, content_type="image/jpeg"), alt="Ein Bild")
    assert refusal.value.field == "picture"
    assert refusal.value.status == 400


def test_too_many_pixels_are_refused():
    with pytest.raises(Refusal):
        store_picture(photo((9000, 6000), format="PNG"), alt="Riesig")


def test_the_same_picture_twice_is_one(client):
    first = store_picture(photo(), alt="Eine Bank")
    again = store_picture(photo(), alt="Eine Bank")
    assert first.pk == again.pk
    answer = client.get(first.url(320))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert not answer.cookies


def test_a_removed_picture_leaves_no_file(client, django_capture_on_commit_callbacks):
    picture = store_picture(photo(color="brown"), alt="Wird entfernt")
    url = picture.url(800)
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(picture=picture)
    assert client.get(url).status_code == 404


def test_a_width_that_is_not_kept_is_not_found(client):
    picture = store_picture(photo(color="navy"), alt="Blau")
    assert client.get(picture.url(320).replace("-320.", "-321.")).status_code == 404
