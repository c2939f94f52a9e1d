/// Who may touch which state when: serial queues, and timers that tests can wind.
///
/// *Starting points*: [SerialTasks] gives a call or a room its one owner at a time, [Timers] says
/// when something is due.
@NullMarked
package dialtone.signaling.task;

import org.jspecify.annotations.NullMarked;
