package dialtone.media.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// libopus by foreign functions, with the numbers of its headers.
///
/// States are made in memory of ours, so that closing an arena frees them, and a call with memory
/// that is closed is refused instead of crashing.
final class LibOpus {

    private static final int APPLICATION_VOIP = 2048;
    private static final int SET_BITRATE = 4002;
    private static final int SET_COMPLEXITY = 4010;
    private static final int SET_INBAND_FEC = 4012;
    private static final int SET_PACKET_LOSS = 4014;
    private static final int MONO = 1;

    private static final long MOST_CHARACTERS = 100;

    private final MethodHandle encoderSize;
    private final MethodHandle encoderInit;
    private final MethodHandle encoderControl;
    private final MethodHandle encode;
    private final MethodHandle decoderSize;
    private final MethodHandle decoderInit;
    private final MethodHandle decode;
    private final String version;

    /// Binds what we call.
    ///
    /// @throws IllegalArgumentException if there is no such library, or it lacks a function
    @SuppressWarnings("restricted")
    LibOpus(String nameOrPath) {
        SymbolLookup library = SymbolLookup.libraryLookup(nameOrPath, Arena.global());
        FunctionDescriptor size = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
        encoderSize = handle(library, "opus_encoder_get_size", size);
        decoderSize = handle(library, "opus_decoder_get_size", size);
        encoderInit = handle(library, "opus_encoder_init", ints(ADDRESS, 3));
        decoderInit = handle(library, "opus_decoder_init", ints(ADDRESS, 2));
        encoderControl =
                handle(
                        library,
                        "opus_encoder_ctl",
                        ints(ADDRESS, 2),
                        Linker.Option.firstVariadicArg(2));
        encode =
                handle(
                        library,
                        "opus_encode",
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        decode =
                handle(
                        library,
                        "opus_decode",
                        FunctionDescriptor.of(
                                JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        version = version(library);
    }

    private static FunctionDescriptor ints(MemoryLayout first, int ints) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, first);
        for (int i = 0; i < ints; i++) {
            descriptor = descriptor.appendArgumentLayouts(JAVA_INT);
        }
        return descriptor;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            SymbolLookup library,
            String name,
            FunctionDescriptor descriptor,
            Linker.Option... options) {
        MemorySegment symbol =
                library.find(name)
                        .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor, options);
    }

    @SuppressWarnings("restricted")
    private static String version(SymbolLookup library) {
        MethodHandle handle =
                handle(library, "opus_get_version_string", FunctionDescriptor.of(ADDRESS));
        try {
            MemorySegment text = (MemorySegment) handle.invokeExact();
            return text.reinterpret(MOST_CHARACTERS).getString(0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// The library's words for itself, such as `libopus 1.3.1`.
    String version() {
        return version;
    }

    MemorySegment newEncoder(Arena arena, int sampleRate) {
        try {
            MemorySegment state = arena.allocate((int) encoderSize.invokeExact(MONO), 16);
            check((int) encoderInit.invokeExact(state, sampleRate, MONO, APPLICATION_VOIP));
            return state;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    MemorySegment newDecoder(Arena arena, int sampleRate) {
        try {
            MemorySegment state = arena.allocate((int) decoderSize.invokeExact(MONO), 16);
            check((int) decoderInit.invokeExact(state, sampleRate, MONO));
            return state;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    void setUp(MemorySegment encoder, int bitRate, int complexity) {
        control(encoder, SET_BITRATE, bitRate);
        control(encoder, SET_COMPLEXITY, complexity);
        control(encoder, SET_INBAND_FEC, 1);
    }

    void setPacketLoss(MemorySegment encoder, int percent) {
        control(encoder, SET_PACKET_LOSS, percent);
    }

    private void control(MemorySegment encoder, int request, int value) {
        try {
            check((int) encoderControl.invokeExact(encoder, request, value));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// The packet's bytes, or a negative number.
    int encode(MemorySegment encoder, MemorySegment pcm, int samples, MemorySegment packet) {
        try {
            return (int) encode.invokeExact(encoder, pcm, samples, packet, AudioEncoder.MOST_BYTES);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// The samples written, or a negative number.
    ///
    /// @param packet [MemorySegment#NULL] for a packet that was lost
    /// @param fec 1 to decode what the packet says of the one before it
    int decode(
            MemorySegment decoder,
            MemorySegment packet,
            int bytes,
            MemorySegment pcm,
            int samples,
            int fec) {
        try {
            return (int) decode.invokeExact(decoder, packet, bytes, pcm, samples, fec);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("libopus answers " + result);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("libopus cannot be called: " + e.getMessage(), e);
    }
}
