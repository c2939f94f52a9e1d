package dialtone.coturn;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Ranges of addresses as coturn writes them, and the blocks that they are made of.
final class PeerRanges {

    private PeerRanges() {}

    /// The blocks of `first-last`, of one address, or of a block.
    ///
    /// @throws IllegalArgumentException when it is none of these
    static List<String> blocks(String range) {
        if (range.contains("/")) {
            return List.of(range);
        }
        String[] ends = range.split("-", 2);
        InetAddress first = InetAddress.ofLiteral(ends[0].strip());
        InetAddress last = ends.length == 1 ? first : InetAddress.ofLiteral(ends[1].strip());
        int bits = 8 * first.getAddress().length;
        if (last.getAddress().length != first.getAddress().length
                || number(first).compareTo(number(last)) > 0) {
            throw new IllegalArgumentException("it is no range");
        }
        List<String> blocks = new ArrayList<>();
        BigInteger next = number(first);
        BigInteger end = number(last).add(BigInteger.ONE);
        while (next.compareTo(end) < 0) {
            // The largest block that begins here and does not go beyond the end.
            int size = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
            size = Math.min(size, end.subtract(next).bitLength() - 1);
            blocks.add(address(next, bits / 8) + "/" + (bits - size));
            next = next.add(BigInteger.ONE.shiftLeft(size));
        }
        return blocks;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static String address(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int count = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - count, bytes, length - count, count);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(Arrays.toString(bytes), e);
        }
    }
}
