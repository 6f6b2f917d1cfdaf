#!/bin/sh
# Builds the ffmpeg and ffprobe of the images from Debian's source package into /usr/local: LGPL parts only, and of
# those what the runner's arguments name (packages/inference-core/src/decode) and what cameras and recorders write.
# Runs in a stage of the Dockerfile, as root.
set -eu

# Only what is listed is compiled in, so that a hostile file meets no more code than it must.
protocols=file,pipe,http,https,tcp,tls
# As inference-core's list of containers; "mpeg" is called mpegps here.
demuxers=mov,matroska,avi,mpegts,mpegps,mpegvideo,h264,hevc,m4v,av1,obu,ivf,flv,asf,ogg,mxf,mjpeg,mpjpeg,gif,dhav,nut
demuxers=$demuxers,yuv4mpegpipe,rm,wtv,dv,mp3,wav,aac,flac
video=h264,hevc,mpeg4,mjpeg,mpeg1video,mpeg2video,h263,h263i,h263p,flv,msmpeg4v1,msmpeg4v2,msmpeg4v3,wmv1,wmv2,wmv3
video=$video,vc1,vp6,vp6f,vp8,vp9,libdav1d,theora,rv30,rv40,svq3,dvvideo,prores,dnxhd,ffv1,huffyuv,rawvideo,gif,png,bmp
# Sound is never decoded; but a file is opened faster, and without complaints, when its codec is known.
audio=aac,aac_latm,mp1,mp2,mp3,ac3,eac3,opus,vorbis,flac,amrnb,amrwb,adpcm_g722,adpcm_g726,adpcm_g726le,adpcm_ima_wav
audio=$audio,adpcm_ms,pcm_alaw,pcm_mulaw,pcm_s16be,pcm_s16le,pcm_s24le,pcm_u8,wmav1,wmav2
parsers=aac,aac_latm,ac3,av1,dnxhd,dvaudio,flac,gif,h261,h263,h264,hevc,mjpeg,mpeg4video,mpegaudio,mpegvideo,opus,png
parsers=$parsers,rv34,vc1,vorbis,vp3,vp8,vp9
filters=settb,metadata,select,scale

packages="dpkg-dev gcc make libc6-dev nasm pkg-config zlib1g-dev libgnutls28-dev libdav1d-dev"

# The archive is the one that the base image uses.
sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources
apt-get update
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $packages
mkdir /tmp/ffmpeg && cd /tmp/ffmpeg
apt-get source --only-source ffmpeg
cd ffmpeg-*/

# A signed address of a video is shown to its server only: certificates are checked unless asked otherwise.
sed -i '/"tls_verify"/s/\.i64 = 0 }/.i64 = 1 }/' libavformat/tls.h
grep -q '"tls_verify".*\.i64 = 1 }' libavformat/tls.h

./configure --prefix=/usr/local --enable-shared --disable-static --disable-doc --disable-debug --disable-autodetect \
  --disable-everything --disable-ffplay --disable-avdevice \
  --enable-zlib --enable-gnutls --enable-libdav1d \
  --enable-protocol=$protocols --enable-demuxer=$demuxers --enable-decoder=$video,$audio --enable-parser=$parsers \
  --enable-filter=$filters --enable-encoder=rawvideo --enable-muxer=rawvideo --extra-ldexeflags=-Wl,-rpath,/usr/local/lib \
  --extra-ldsoflags=-Wl,-rpath,/usr/local/lib
make -j"$(nproc)"
make install-progs install-libs DESTDIR=/opt/ffmpeg
strip --strip-unneeded /opt/ffmpeg/usr/local/bin/* /opt/ffmpeg/usr/local/lib/*.so.*
