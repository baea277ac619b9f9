/** A test that changes what others would meet in its process, or takes long, says so by its name. */
export const runsAlone = (file: string): boolean => /\.(?:alone|long)\.test\.ts$/.test(file);
