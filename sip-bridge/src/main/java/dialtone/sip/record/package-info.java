/// Records of phone calls: who called whom, how long, why it ended, how it sounded.
///
/// *Starting points:* [CallRecords][dialtone.sip.record.CallRecords] keeps them in a database and
/// finds them again; [CallRecord][dialtone.sip.record.CallRecord] is one;
/// [Column][dialtone.sip.record.Column] is how each of its parts is named in the database, in JSON
/// and in CSV.
///
/// *Threading:* a thread of its own writes what waits in a queue, so that no call waits for the
/// database. Whoever reads waits for it.
@NullMarked
package dialtone.sip.record;

import org.jspecify.annotations.NullMarked;
