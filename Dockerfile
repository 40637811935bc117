# The sandbox as an image: docker build -t wxpaygen .
FROM golang:1.25 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/wxpaygen ./cmd/wxpaygen
RUN mkdir -m 700 /out/data /out/work

# No shell and no libraries: the binary is static. The user is 65532.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/wxpaygen /wxpaygen
COPY --from=build --chown=nonroot:nonroot /out/data /data
COPY --from=build --chown=nonroot:nonroot /out/work /work
# Mount the directory of a wxpaygen.yaml here, and its specs are served.
WORKDIR /work
# The keys, and the state between two runs.
VOLUME /data
EXPOSE 8380
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["/wxpaygen", "clock", "-health"]
ENTRYPOINT ["/wxpaygen"]
CMD ["sandbox", "-addr", "0.0.0.0:8380", "-keys", "/data/keys", "-state", "/data/state.json"]
