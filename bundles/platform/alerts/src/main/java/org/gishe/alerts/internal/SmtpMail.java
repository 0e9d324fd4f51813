/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/** Sends by SMTP (RFC 5321), a connection for each mail. */
final class SmtpMail implements Mail {

    private static final String LONGEST_MILLIS = "10000";

    private final AlertsConfiguration config;
    private final InstantSource clock;
    private final Optional<SSLSocketFactory> trust;

    SmtpMail(AlertsConfiguration config, InstantSource clock) {
        this(config, clock, Optional.empty());
    }

    /** @param trust whom to trust; empty for those whom Java trusts */
    SmtpMail(AlertsConfiguration config, InstantSource clock, Optional<SSLSocketFactory> trust) {
        this.config = config;
        this.clock = clock;
        this.trust = trust;
    }

    @Override
    public void send(String subject, String text) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Session.class.getClassLoader()); // it looks for its parts there
        try {
            Transport.send(message(subject, text));
        } catch (MessagingException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private MimeMessage message(String subject, String text) throws MessagingException, IOException {
        var message = new MimeMessage(session());
        message.setFrom(new InternetAddress(config.from(), true));
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(config.to(), true));
        message.setSubject(subject, StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no machine answers
        message.setText(text, StandardCharsets.UTF_8.name());
        return message;
    }

    private Session session() throws IOException {
        boolean known = !config.user().isEmpty();
        var settings = new Properties();
        settings.put("mail.smtp.host", config.host());
        settings.put("mail.smtp.port", String.valueOf(config.port()));
        settings.put("mail.smtp.connectiontimeout", LONGEST_MILLIS);
        settings.put("mail.smtp.timeout", LONGEST_MILLIS);
        settings.put("mail.smtp.writetimeout", LONGEST_MILLIS);
        settings.put("mail.smtp.ssl.enable", String.valueOf(config.tls()));
        settings.put("mail.smtp.starttls.enable", String.valueOf(config.starttls() && !config.tls()));
        settings.put("mail.smtp.starttls.required", String.valueOf(config.starttls() && !config.tls()));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        settings.put("mail.smtp.auth", String.valueOf(known));
        trust.ifPresent(factory -> settings.put("mail.smtp.ssl.socketFactory", factory));
        if (!known) {
            return Session.getInstance(settings);
        }
        // read each time: a password is changed without a restart
        var login = new PasswordAuthentication(
                config.user(), Files.readString(Path.of(config.passwordFile())).strip());
        return Session.getInstance(settings, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return login;
            }
        });
    }
}
