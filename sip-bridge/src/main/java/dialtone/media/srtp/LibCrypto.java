package dialtone.media.srtp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// OpenSSL's libcrypto by foreign functions, with the numbers of its headers: what packets need,
/// in place and without objects.
///
/// Addresses are not checked, as in C. Where there is no such library, this class cannot be
/// initialised: see [#isAvailable()].
final class LibCrypto {

    /// How large an `SHA_CTX` is: five words, a length, a block, and how much of it is filled.
    static final int SHA1_STATE_BYTES = 96;

    static final int SHA1_BYTES = 20;
    static final int SHA1_BLOCK_BYTES = 64;

    private static final List<String> NAMES =
            List.of("libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib");

    private static final int GET_TAG = 0x10;
    private static final int SET_TAG = 0x11;
    private static final int ENCRYPT = 1;

    /// None of the calls waits or takes longer than a packet's bytes do.
    private static final Linker.Option SHORT = Linker.Option.critical(false);

    private static final SymbolLookup LIBRARY = library();

    private static final MethodHandle CONTEXT_NEW = handle("EVP_CIPHER_CTX_new", JAVA_LONG);
    private static final MethodHandle CONTEXT_FREE = handle("EVP_CIPHER_CTX_free", null, JAVA_LONG);
    private static final MethodHandle INIT =
            handle(
                    "EVP_CipherInit_ex",
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_INT);
    private static final MethodHandle UPDATE =
            handle(
                    "EVP_CipherUpdate",
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_INT);
    private static final MethodHandle FINAL =
            handle("EVP_CipherFinal_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CONTROL =
            handle("EVP_CIPHER_CTX_ctrl", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SHA1_INIT = handle("SHA1_Init", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SHA1_UPDATE =
            handle("SHA1_Update", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHA1_FINAL =
            handle("SHA1_Final", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private LibCrypto() {}

    /// Whether the system has the library, with all that is called here.
    static boolean isAvailable() {
        try {
            return LIBRARY.find("EVP_CipherInit_ex").isPresent();
        } catch (LinkageError _) {
            return false;
        }
    }

    private static SymbolLookup library() {
        for (String name : NAMES) {
            Optional<SymbolLookup> library = library(name);
            if (library.isPresent()) {
                return library.get();
            }
        }
        throw new UnsatisfiedLinkError("none of " + NAMES);
    }

    @SuppressWarnings("restricted")
    private static Optional<SymbolLookup> library(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // Another version, perhaps.
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, @Nullable ValueLayout result, MemoryLayout... parameters) {
        FunctionDescriptor descriptor =
                result == null
                        ? FunctionDescriptor.ofVoid(parameters)
                        : FunctionDescriptor.of(result, parameters);
        MemorySegment symbol =
                LIBRARY.find(name).orElseThrow(() -> new UnsatisfiedLinkError("it has no " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor, SHORT);
    }

    /// A cipher with its key, freed when the arena is closed.
    ///
    /// @param cipher the name of the function that tells it, such as `EVP_aes_128_ctr`
    @SuppressWarnings("restricted")
    static MemorySegment newCipher(String cipher, byte[] key, Arena arena) {
        try (Arena meanwhile = Arena.ofConfined()) {
            MemorySegment keyBytes = meanwhile.allocate(key.length);
            keyBytes.copyFrom(MemorySegment.ofArray(key));
            long kind = (long) handle(cipher, JAVA_LONG).invokeExact();
            MemorySegment context =
                    MemorySegment.ofAddress((long) CONTEXT_NEW.invokeExact())
                            .reinterpret(1, arena, LibCrypto::free);
            check(
                    (int)
                            INIT.invokeExact(
                                    context.address(), kind, 0L, keyBytes.address(), 0L, ENCRYPT));
            keyBytes.fill((byte) 0);
            return context;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static void free(MemorySegment context) {
        try {
            CONTEXT_FREE.invokeExact(context.address());
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Begins a packet.
    ///
    /// Hot path: called per packet.
    ///
    /// @param direction 1 to encrypt, 0 to decrypt
    static void begin(long cipher, long vector, int direction) {
        try {
            check((int) INIT.invokeExact(cipher, 0L, 0L, 0L, vector, direction));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Encrypts or decrypts.
    ///
    /// Hot path: called per packet.
    ///
    /// @param out 0 for bytes that are authenticated only
    /// @param count where an `int` is written that nobody needs
    static void update(long cipher, long out, long count, long in, int bytes) {
        try {
            check((int) UPDATE.invokeExact(cipher, out, count, in, bytes));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Ends a packet; false when its tag is another.
    ///
    /// Hot path: called per packet.
    static boolean end(long cipher, long out, long count) {
        try {
            return (int) FINAL.invokeExact(cipher, out, count) == 1;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Writes the tag of what was encrypted.
    ///
    /// Hot path: called per packet.
    static void getTag(long cipher, long into, int bytes) {
        try {
            check((int) CONTROL.invokeExact(cipher, GET_TAG, bytes, into));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Says which tag what is decrypted must have.
    ///
    /// Hot path: called per packet.
    static void setTag(long cipher, long from, int bytes) {
        try {
            check((int) CONTROL.invokeExact(cipher, SET_TAG, bytes, from));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void sha1Init(long state) {
        try {
            check((int) SHA1_INIT.invokeExact(state));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Hot path: called per packet.
    static void sha1Update(long state, long from, long bytes) {
        try {
            check((int) SHA1_UPDATE.invokeExact(state, from, bytes));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Hot path: called per packet.
    static void sha1Final(long into, long state) {
        try {
            check((int) SHA1_FINAL.invokeExact(into, state));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("libcrypto answers " + result);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("libcrypto cannot be called: " + e.getMessage(), e);
    }
}
