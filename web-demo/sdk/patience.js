/** The time between attempts, which somebody may cut short. */
export class Patience {
  /** Ends a pause that goes on. */
  wake = () => {};

  /**
   * Full jitter: any moment of a time that grows with the square of the failures.
   * @param {number} failed
   * @param {number} maxDelayMs
   */
  pause(failed, maxDelayMs) {
    if (failed === 0) {
      return undefined;
    }
    const delayMs = Math.random() * Math.min(maxDelayMs, 300 * failed ** 2);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), delayMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}
