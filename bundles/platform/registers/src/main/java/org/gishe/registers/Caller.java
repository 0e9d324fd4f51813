/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.registers;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.gishe.api.base.LegalBasis;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.Party;

/** Who asks a register, through which door, for whom, on what case, by what law and why. Immutable; made by {@link #of}. */
public final class Caller {

    /** How an enquiry came in. */
    public enum Door {
        /** From an e-service, by its descriptor. */
        SERVICE,
        /** From a clerk's page. */
        DESK,
        /** From another system over REST. */
        REST,
        /** From another system over the RegiX protocol. */
        REGIX
    }

    private final String consumer;
    private final String administration;
    private final Door door;
    private final String key;
    private final Instant deadline;
    private final Optional<Party> actor;
    private final Optional<String> employee;
    private final Optional<Party> party;
    private final Optional<String> matter;
    private final Optional<String> reference;
    private final Optional<LegalBasis> basis;
    private final Optional<LocalText> purpose;
    private final Locale language;
    private final Optional<Instant> sealedUntil;

    private Caller(Builder builder) {
        this.consumer = builder.consumer;
        this.administration = builder.administration;
        this.door = builder.door;
        this.key = builder.key;
        this.deadline = builder.deadline;
        this.actor = builder.actor;
        this.employee = builder.employee;
        this.party = builder.party;
        this.matter = builder.matter;
        this.reference = builder.reference;
        this.basis = builder.basis;
        this.purpose = builder.purpose;
        this.language = builder.language;
        this.sealedUntil = builder.sealedUntil;
    }

    /**
     * Begins.
     *
     * @param consumer who holds the grant: {@code service/<id>}, {@code system/<name>} or {@code desk/<EIK>}
     * @param administration EIK of the asking administration
     * @param key idempotency key of the work, 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param deadline when the caller stops waiting
     */
    public static Builder of(String consumer, String administration, Door door, String key, Instant deadline) {
        return new Builder(consumer, administration, door, key, deadline);
    }

    public String consumer() {
        return consumer;
    }

    public String administration() {
        return administration;
    }

    public Door door() {
        return door;
    }

    public String key() {
        return key;
    }

    public Instant deadline() {
        return deadline;
    }

    /** Who clicked, where that one is known to the platform. */
    public Optional<Party> actor() {
        return actor;
    }

    /** Who clicked, as the asking administration names its employee. */
    public Optional<String> employee() {
        return employee;
    }

    /** For whom it is asked; whose data are asked for stands in the request. */
    public Optional<Party> party() {
        return party;
    }

    /** Submission or draft of this platform. */
    public Optional<String> matter() {
        return matter;
    }

    /** Number of the case in the asking administration's own books. */
    public Optional<String> reference() {
        return reference;
    }

    public Optional<LegalBasis> basis() {
        return basis;
    }

    public Optional<LocalText> purpose() {
        return purpose;
    }

    public Locale language() {
        return language;
    }

    /** Until when the law keeps the enquiry from the person it is about; needs a grant that allows it. */
    public Optional<Instant> sealedUntil() {
        return sealedUntil;
    }

    /** Names the consumer alone. */
    @Override
    public String toString() {
        return consumer;
    }

    /** Collects a caller. Not thread-safe. */
    public static final class Builder {
        private final String consumer;
        private final String administration;
        private final Door door;
        private final String key;
        private final Instant deadline;
        private Optional<Party> actor = Optional.empty();
        private Optional<String> employee = Optional.empty();
        private Optional<Party> party = Optional.empty();
        private Optional<String> matter = Optional.empty();
        private Optional<String> reference = Optional.empty();
        private Optional<LegalBasis> basis = Optional.empty();
        private Optional<LocalText> purpose = Optional.empty();
        private Locale language = Locale.forLanguageTag("bg");
        private Optional<Instant> sealedUntil = Optional.empty();

        private Builder(String consumer, String administration, Door door, String key, Instant deadline) {
            this.consumer = Objects.requireNonNull(consumer);
            this.administration = Objects.requireNonNull(administration);
            this.door = Objects.requireNonNull(door);
            this.key = Objects.requireNonNull(key);
            this.deadline = Objects.requireNonNull(deadline);
        }

        public Builder actor(Party somebody) {
            actor = Optional.of(somebody);
            return this;
        }

        public Builder employee(String name) {
            employee = Optional.of(name);
            return this;
        }

        public Builder party(Party somebody) {
            party = Optional.of(somebody);
            return this;
        }

        public Builder matter(String id) {
            matter = Optional.of(id);
            return this;
        }

        public Builder reference(String number) {
            reference = Optional.of(number);
            return this;
        }

        public Builder basis(LegalBasis law) {
            basis = Optional.of(law);
            return this;
        }

        public Builder purpose(LocalText words) {
            purpose = Optional.of(words);
            return this;
        }

        public Builder language(Locale chosen) {
            language = chosen;
            return this;
        }

        public Builder sealedUntil(Instant instant) {
            sealedUntil = Optional.of(instant);
            return this;
        }

        public Caller build() {
            return new Caller(this);
        }
    }
}
