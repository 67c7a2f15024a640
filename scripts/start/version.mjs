/** Required by better-sqlite3 13 and its dependencies; equal to `engines` in package.json. */
export const oldest = [22, 22];

/** @param {string} version like `24.21.0` */
export function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
