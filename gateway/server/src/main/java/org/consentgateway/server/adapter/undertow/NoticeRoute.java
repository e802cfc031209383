package org.consentgateway.server.adapter.undertow;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.consentgateway.server.port.NoticeOutlet;

/** Mail and webhook as Camel sends them, each in a context of its own: nothing of the road is in it. */
public final class NoticeRoute implements NoticeOutlet, AutoCloseable {

    private static final String SHARED = "whsec_";

    /** How a mail server is spoken to. */
    public enum Tls {
        STARTTLS,
        TLS,
        OFF
    }

    /**
     * A mailbox.
     *
     * @param login user and password, where the server asks for them
     */
    public record Mail(
            String host, int port, Tls tls, Optional<Map.Entry<String, String>> login, String from, List<String> to) {
        public Mail {
            to = List.copyOf(to);
        }

        @Override
        public String toString() {
            return "Mail";
        }
    }

    /**
     * A program that is told.
     *
     * @param secret shared with it; {@code whsec_} and base64, or the bytes of the text
     * @param proxy  host and port; empty: none
     */
    public record Webhook(String url, String secret, Optional<InetSocketAddress> proxy) {
        @Override
        public String toString() {
            return "Webhook";
        }
    }

    /** What goes with a message. */
    private interface Headers {
        Map<String, Object> of(Message message);
    }

    private interface Body {
        String of(Message message);
    }

    private final DefaultCamelContext context;
    private final ProducerTemplate sending;
    private final Endpoint endpoint;
    private final Headers headers;
    private final Body body;

    private NoticeRoute(DefaultCamelContext context, Endpoint endpoint, Headers headers, Body body) {
        this.context = context;
        this.endpoint = endpoint;
        this.headers = headers;
        this.body = body;
        context.start();
        sending = context.createProducerTemplate();
    }

    /** To a mailbox. */
    public static NoticeRoute mail(Mail mail, Duration connect, Duration read) {
        DefaultCamelContext context = context();
        String scheme = mail.tls() == Tls.TLS ? "smtps" : "smtp";
        MailEndpoint endpoint =
                context.getEndpoint(scheme + "://" + mail.host() + ":" + mail.port(), MailEndpoint.class);
        MailConfiguration told = endpoint.getConfiguration();
        told.setFrom(mail.from());
        told.setTo(String.join(",", mail.to()));
        mail.login().ifPresent(login -> {
            told.setUsername(login.getKey());
            told.setPassword(login.getValue());
        });
        told.setUseHeaderSubject(true);
        told.setContentType("text/plain; charset=UTF-8");
        told.setConnectionTimeout((int) connect.toMillis());
        Properties more = new Properties();
        String of = "mail." + scheme + ".";
        more.setProperty(of + "timeout", String.valueOf(read.toMillis()));
        more.setProperty(of + "writetimeout", String.valueOf(read.toMillis()));
        more.setProperty(of + "ssl.checkserveridentity", "true");
        more.setProperty(of + "starttls.enable", String.valueOf(mail.tls() == Tls.STARTTLS));
        more.setProperty(of + "starttls.required", String.valueOf(mail.tls() == Tls.STARTTLS));
        told.setAdditionalJavaMailProperties(more);
        return new NoticeRoute(
                context,
                endpoint,
                message -> Map.of("Subject", message.subject(), "Auto-Submitted", "auto-generated"), // RFC 3834 5
                Message::text);
    }

    /** To a program, signed as Standard Webhooks say: whoever has the secret knows that it is of us, and of now. */
    public static NoticeRoute webhook(Webhook webhook, Duration connect, Duration read) {
        DefaultCamelContext context = context();
        String options = "?httpMethod=POST&followRedirects=false&connectTimeout=" + connect.toMillis()
                + "&responseTimeout=" + read.toMillis() + "&skipRequestHeaders=false"
                + webhook.proxy()
                        .map(at -> "&proxyHost=" + at.getHostString() + "&proxyPort=" + at.getPort())
                        .orElse("");
        Endpoint endpoint = context.getEndpoint(webhook.url() + options);
        byte[] key = webhook.secret().startsWith(SHARED)
                ? Base64.getDecoder().decode(webhook.secret().substring(SHARED.length()))
                : webhook.secret().getBytes(StandardCharsets.UTF_8);
        return new NoticeRoute(
                context,
                endpoint,
                message -> Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        message.id(),
                        "webhook-timestamp",
                        String.valueOf(message.at().getEpochSecond()),
                        "webhook-signature",
                        "v1," + signature(key, message)),
                Message::json);
    }

    private static String signature(byte[] key, Message message) {
        String signed = message.id() + "." + message.at().getEpochSecond() + "." + message.json();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static DefaultCamelContext context() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName("notices");
        context.setMessageHistory(false);
        context.disableJMX();
        // Camel's own handler would log the exchange with its history
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        return context;
    }

    @Override
    public void send(Message message) throws Undelivered {
        Exchange sent = sending.send(endpoint, exchange -> {
            exchange.getMessage().setBody(body.of(message));
            headers.of(message).forEach(exchange.getMessage()::setHeader);
        });
        Throwable failure = sent.getException();
        if (failure instanceof HttpOperationFailedException answered)
            throw new Undelivered("it answers " + answered.getStatusCode());
        // a message of a mail server may quote an address
        if (failure != null) throw new Undelivered(failure.getClass().getSimpleName());
    }

    @Override
    public void close() {
        context.stop();
    }
}
