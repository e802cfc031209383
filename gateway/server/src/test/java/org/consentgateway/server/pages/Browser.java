package org.consentgateway.server.pages;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: it keeps cookies, follows what a person would follow, and sends the forms that it was shown. */
public final class Browser {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"");
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String base;
    public final Map<String, String> cookies = new TreeMap<>();
    private String csrf = "";

    /** @param port of the gateway; what it calls itself in links is this machine here */
    public Browser(int port) {
        base = "http://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Sends a form with the token of the page last seen. */
    public HttpResponse<String> submit(String path, Map<String, String> fields)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("csrf", csrf);
        return post(path, all, Map.of("Origin", "https://gateway.example", "Sec-Fetch-Site", "same-origin"));
    }

    /** Sends exactly these fields. */
    public HttpResponse<String> post(String path, Map<String, String> fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        String form = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        headers.forEach(request::header);
        return send(request);
    }

    /** Signs in as that person. @return the page that the callback shows */
    public HttpResponse<String> signIn(String person, String landing) throws IOException, InterruptedException {
        HttpResponse<String> start = get("/signin?to=" + landing);
        return get(callback(location(start) + "&as=" + person));
    }

    /** What the issuer sends the browser back to, as a path. */
    public String callback(String authorization) throws IOException, InterruptedException {
        HttpResponse<String> issued = client.send(
                HttpRequest.newBuilder(URI.create(authorization)).GET().build(), HttpResponse.BodyHandlers.ofString());
        URI back = URI.create(location(issued));
        return back.getRawPath() + "?" + back.getRawQuery();
    }

    static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    public String csrf() {
        return csrf;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (!cookies.isEmpty())
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String set : response.headers().allValues("Set-Cookie")) keep(set);
        Matcher token = CSRF.matcher(response.body());
        if (token.find()) csrf = token.group(1);
        return response;
    }

    private void keep(String set) {
        String[] parts = set.split(";", 2)[0].split("=", 2);
        if (set.contains("Max-Age=0")) cookies.remove(parts[0]);
        else cookies.put(parts[0], parts[1]);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Optional<String> setCookie(HttpResponse<String> response, String name) {
        List<String> all = response.headers().allValues("Set-Cookie");
        return all.stream().filter(set -> set.startsWith(name + "=")).findFirst();
    }
}
