/** Runs the tasks of one device one after the other. */
export class DeviceQueue {
  #last: Promise<unknown> | undefined;

  get isBusy(): boolean {
    return this.#last !== undefined;
  }

  /** The answer is the task's; a task that throws does not hold up the next. */
  async run<Value>(task: () => Promise<Value>): Promise<Value> {
    const turn = this.#last === undefined ? task() : this.#last.then(task, task);
    this.#last = turn;
    try {
      return await turn;
    } finally {
      if (this.#last === turn) this.#last = undefined;
    }
  }
}
