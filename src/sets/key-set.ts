import roaring from "roaring";

/**
 * A set of records by their keys: a compressed bitmap, in which a million records take some ten
 * thousand bytes and two sets are intersected in microseconds. https://roaringbitmap.org/
 */
export const KeySet = roaring.RoaringBitmap32;

export type KeySet = InstanceType<typeof KeySet>;
