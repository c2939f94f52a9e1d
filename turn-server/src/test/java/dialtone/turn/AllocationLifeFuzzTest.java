package dialtone.turn;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.api.AfterAll;

/// Bytes drive the whole life of allocations: what clients, peers and the clock do. Whatever that
/// is, [AllocationLife] holds.
///
/// The seeds say what they are by their names; each byte of one chooses what [LifeScript] has.
class AllocationLifeFuzzTest {

    /// So often a server is made anew: its clock only goes forward, by hours for each life.
    private static final int LIVES = 1000;

    private static InMemoryTurn turn = AllocationLife.server();
    private static int lives;

    @AfterAll
    static void close() {
        turn.close();
    }

    @FuzzTest(maxDuration = "30s")
    void endsAsItBegan(byte[] script) {
        if (++lives % LIVES == 0) {
            turn.close();
            turn = AllocationLife.server();
        }
        AllocationLife life = new AllocationLife(turn);
        new LifeScript(script, life).play();
        life.end();
    }
}
