"""Folders of pictures for tests."""

import numpy as np
from PIL import Image

ROAD, SKY, NOTHING = (128, 64, 128), (70, 130, 180), (1, 2, 3)


def save(file, array):
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(array, np.uint8)).save(file)


def classes(folder, names=("owl", "eagle"), count=3, size=(6, 5, 3)):
    """A folder with a folder for each class; the first pixel tells class and number."""
    for label, name in enumerate(sorted(names)):
        for number in range(count):
            picture = np.full(size, 9)
            picture[0, 0] = 10 * label + number
            save(folder / name / f"{number}.png", picture)
    return folder


def scenes(folder, parts=("train", "val"), count=3, size=(4, 6)):
    """Pictures and maps of streets: sky above, road below, one pixel of nothing."""
    for part in parts:
        for number in range(count):
            picture = np.zeros((*size, 3))
            picture[: size[0] // 2], picture[size[0] // 2 :], picture[0, 0] = SKY, ROAD, NOTHING
            stem = f"{part}/ulm/ulm_{number:06}_000019"
            save(folder / "pictures" / f"{stem}_leftImg8bit.png", np.full((*size, 3), 50 + number))
            save(folder / "maps" / f"{stem}_gtFine_color.png", picture)
            save(folder / "maps" / f"{stem}_gtFine_labelIds.png", picture)
    return {"pictures": str(folder / "pictures"), "maps": str(folder / "maps")}
