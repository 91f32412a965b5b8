/** The item's heading; it takes focus when another item opens and focus would be lost. */
export const ITEM_TITLE_ID = "item-title";
