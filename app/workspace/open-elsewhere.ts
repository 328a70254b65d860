import { refuseOpenElsewhere } from '../../core/store/open-elsewhere.ts';

/**
 * Makes sure that no other program has a workspace open, before its folder is moved: what that program stores
 * meanwhile would be lost. The caller has closed it. Throws `workspace.in_use` and `workspace.converting`.
 */
export function refuseInUse(folder: string): void {
  refuseOpenElsewhere(folder);
}
