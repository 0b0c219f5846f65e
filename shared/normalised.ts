/** Texts that differ only in case and spacing are one text. */
export const normalised = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
