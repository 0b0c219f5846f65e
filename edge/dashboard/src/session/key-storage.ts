/** The key lives in this tab only: sessionStorage is gone when the tab is closed. */
const NAME = 'attune.key'

export const loadKey = (): string | null => sessionStorage.getItem(NAME)
export const keepKey = (key: string): void => sessionStorage.setItem(NAME, key)
export const forgetKey = (): void => sessionStorage.removeItem(NAME)
