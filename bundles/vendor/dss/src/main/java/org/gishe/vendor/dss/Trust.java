/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is believed: the providers of trusted lists, single certificates, or both. A key for what is loaded and kept, so two
 * equal ones share it; keep sandbox and production apart. Immutable.
 */
public final class Trust {

    /** Believes nobody: every signature is at best undecided. */
    public static final Trust NOBODY = builder().build();

    private final @Nullable URI lists;
    private final Set<ByteBuffer> listSigners;
    private final Set<ByteBuffer> anchors;
    private final Set<String> hosts;

    private Trust(Builder builder) {
        lists = builder.lists;
        listSigners = Set.copyOf(builder.listSigners);
        anchors = Set.copyOf(builder.anchors);
        hosts = Set.copyOf(builder.hosts);
    }

    /**
     * The providers of a list of trusted lists, as of the European Union's.
     *
     * @param lists address of the list of lists
     * @param signers DER; certificates that may sign it, from the Official Journal
     */
    public static Trust ofLists(URI lists, List<byte[]> signers) {
        return builder().lists(lists, signers).build();
    }

    /**
     * Single certificates. A signature can be valid by them, qualified it cannot.
     *
     * @param anchors DER
     */
    public static Trust ofCertificates(List<byte[]> anchors) {
        Builder builder = builder();
        anchors.forEach(builder::anchor);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Address of the list of lists. */
    public @Nullable URI lists() {
        return lists;
    }

    /** DER, copies. */
    public List<byte[]> listSigners() {
        return copies(listSigners);
    }

    /** DER, copies. */
    public List<byte[]> anchors() {
        return copies(anchors);
    }

    /** Names of hosts that may be asked though their address is not public. */
    public Set<String> hosts() {
        return hosts;
    }

    private static List<byte[]> copies(Set<ByteBuffer> some) {
        var copies = new ArrayList<byte[]>();
        for (ByteBuffer one : some) {
            byte[] copy = new byte[one.remaining()];
            one.duplicate().get(copy);
            copies.add(copy);
        }
        return copies;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trust trust
                && Objects.equals(lists, trust.lists)
                && listSigners.equals(trust.listSigners)
                && anchors.equals(trust.anchors)
                && hosts.equals(trust.hosts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lists, listSigners, anchors, hosts);
    }

    @Override
    public String toString() {
        return "trust in " + (lists == null ? "no lists" : lists) + " and " + anchors.size() + " certificates";
    }

    /** Makes {@link Trust}. Not thread-safe. */
    public static final class Builder {

        private final Set<ByteBuffer> listSigners = new HashSet<>();
        private final Set<ByteBuffer> anchors = new HashSet<>();
        private final Set<String> hosts = new HashSet<>();
        private @Nullable URI lists;

        private Builder() {}

        /**
         * A list of lists; its host may be asked wherever it is.
         *
         * @throws IllegalArgumentException when it has another scheme than http or https, or no signers are given
         */
        public Builder lists(URI address, List<byte[]> signers) {
            if (address.getHost() == null
                    || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                throw new IllegalArgumentException("no address of lists: " + address);
            }
            if (signers.isEmpty()) {
                throw new IllegalArgumentException("nobody may sign the lists");
            }
            lists = address;
            signers.forEach(one -> listSigners.add(frozen(one)));
            return host(address.getHost());
        }

        /** A certificate that is believed for itself, DER. */
        public Builder anchor(byte[] certificate) {
            anchors.add(frozen(certificate));
            return this;
        }

        /**
         * A host that may be asked for revocation data, certificates and lists though its address is private or this
         * machine's own, as in a sandbox. Others of such addresses are not asked: certificates, which anybody may write,
         * name them.
         */
        public Builder host(String name) {
            hosts.add(name.toLowerCase(Locale.ROOT));
            return this;
        }

        private static ByteBuffer frozen(byte[] bytes) {
            return ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer();
        }

        public Trust build() {
            return new Trust(this);
        }
    }
}
