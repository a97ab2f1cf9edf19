"""Pages of government sites around a document, each in another manner, with the dirt that they have."""

import html

from tests.document.contents import Content


def modern(document: str) -> str:
    """A content-management system of today: divs with names, a table of facts, share buttons, a QR code, a footer."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"/>
<title>绵阳市人民政府办公室关于印发《绵阳市普惠托育服务发展实施方案》的通知_绵阳市人民政府</title>
<meta name="SiteName" content="绵阳市人民政府"/><meta name="ArticleTitle" content="绵阳市人民政府办公室关于印发《绵阳市普惠托育服务发展实施方案》的通知"/>
<meta name="PubDate" content="2022-05-20 16:32"/><meta name="ContentSource" content="市政府办公室"/>
<style>.nav{{color:red}} p{{text-indent:2em}}</style><script>var _hmt = _hmt || []; document.write("<p>统计代码。</p>");</script></head>
<body><div class="top-bar"><a href="/">繁体</a> | <a href="/">无障碍阅读</a> | <a href="/">长者模式</a> <span>您好，欢迎访问绵阳市人民政府网站，今天是星期五，多云，气温18至26摄氏度。</span></div>
<div class="header"><img src="logo.png" alt="绵阳市人民政府"/><ul class="nav"><li><a href="/a">首页</a></li><li><a href="/b">走进绵阳</a></li><li><a href="/c">新闻中心</a></li><li><a href="/d">政务公开</a></li><li><a href="/e">政务服务</a></li><li><a href="/f">互动交流</a></li></ul>
<form action="/s"><input name="q" placeholder="请输入关键词"/><button>搜索</button></form></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/d">政务公开</a> &gt; <a href="/d/1">政策文件</a> &gt; 正文</div>
<div class="main"><div class="left-menu"><h3>政府信息公开目录</h3><ul><li><a href="1">公开指南</a></li><li><a href="2">公开年报</a></li><li><a href="3">依申请公开</a></li><li><a href="4">重点领域</a></li></ul></div>
<div class="article"><table class="xxgk"><tr><td><b>索 引 号：</b></td><td>008391470/2022-00042</td><td><b>主题分类：</b></td><td>卫生、体育 / 其他</td></tr>
<tr><td><b>发文机关：</b></td><td>绵阳市人民政府办公室</td><td><b>成文日期：</b></td><td>2022年05月16日</td></tr>
<tr><td><b>发文字号：</b></td><td>绵府办发〔2022〕18号</td><td><b>有 效 性：</b></td><td>有效</td></tr></table>
<h1>绵阳市人民政府办公室关于印发《绵阳市普惠托育服务发展实施方案》的通知</h1>
<div class="info"><span>发布时间：2022-05-20 16:32</span><span>来源：市政府办公室</span><span>字号：[<a>大</a> <a>中</a> <a>小</a>]</span><span>浏览次数：<em id="hits">1862</em></span><a>打印</a></div>
<div id="zoom" class="TRS_Editor">{document}</div>
<p><a href="1.docx">附件1.绵阳市普惠托育服务发展主要指标.docx</a></p>
<div class="bdshare">分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div><div class="ewm"><img src="q.png"/><p>扫一扫在手机打开当前页，随时随地了解最新政策。</p></div>
<div class="xgxx"><h4>相关解读</h4><ul><li><a href="x">《绵阳市普惠托育服务发展实施方案》政策解读</a> 2022-05-23</li><li><a href="y">一图读懂：普惠托育怎么补</a> 2022-05-24</li></ul></div>
<p>上一篇：<a href="p">绵阳市人民政府关于公布规范性文件清理结果的通知</a></p><p>下一篇：<a href="n">没有了</a></p></div></div>
<div class="footer"><p>主办单位：绵阳市人民政府办公室　承办单位：绵阳市政务信息中心</p><p>蜀ICP备05003412号　川公网安备51070302110003号　网站标识码：5107000017</p><p>联系电话：0816-0000000（工作时间：法定工作日9:00至12:00、14:00至18:00，不受理业务咨询）</p><p>本网站所有内容未经授权，不得转载、摘编或者利用其他方式使用，违者将依法追究法律责任。</p></div>
</body></html>
"""


def framed(document: str) -> str:
    """A page of twenty years ago: tables frame it, its encoding is said to be GB2312, nothing has a name."""
    links = "".join(
        f'<tr><td><font size=2><a href="{number}.htm">{name}</a></font></td></tr>'
        for number, name in enumerate(
            (
                "机构职能",
                "政策法规",
                "行政许可",
                "便民服务",
                "园林动态",
                "公园介绍",
                "下载中心",
                "局长信箱",
                "党建工作",
                "网上投票",
            ),
            1,
        )
    )
    return f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312"><TITLE>柳州市城市公园绿地认建认养管理办法-柳州园林网</TITLE></HEAD>
<BODY bgcolor=#FFFFFF><TABLE width=980 align=center><TR><TD colspan=2><IMG src=top.jpg></TD></TR>
<TR><TD colspan=2>首页 | 政务公开 | 办事指南 | 公众参与 | 联系我们</TD></TR>
<TR><TD width=200 valign=top><TABLE>{links}</TABLE></TD>
<TD valign=top><TABLE width="100%"><TR><TD>您现在的位置：<a href=/>首页</a>&gt;&gt;<a href=/zc>政策法规</a>&gt;&gt;浏览文章</TD></TR>
<TR><TD align=center><b>柳州市城市公园绿地认建认养管理办法</b></TD></TR>
<TR><TD align=center>作者：佚名 文章来源：本站原创 点击数：<script>hits()</script> 更新时间：2023-4-18</TD></TR>
<TR><TD>{document}</TD></TR>
<TR><TD align=right>【<a href=#>打印本页</a>】【<a href=#>关闭窗口</a>】</TD></TR>
<TR><TD>上一篇：<a href=3>柳州市古树名木保护办法</a><br>下一篇：<a href=4>柳州市公园条例</a></TD></TR></TABLE></TD></TR>
<TR><TD colspan=2 align=center><hr>版权所有：柳州市林业和园林局 技术支持：柳州某某网络公司<br>地址：柳州市某某路9号 邮编：545000 建议使用IE6.0以上浏览器、1024×768分辨率浏览</TD></TR></TABLE></BODY></HTML>
"""


def spans(content: Content) -> str:
    """A page out of a word processor: spans in spans, lines ended by <br>, a comment box below."""
    lines = "<br/>\n".join(
        f'<span style="font-family:宋体"><span lang="EN-US">&nbsp;&nbsp;&nbsp;&nbsp;</span>{html.escape(block.whole)}</span>'
        for block in content.blocks[2:]
    )
    title, source = content.blocks[0].text, content.blocks[1].text
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title} - 政策问答 - 南通市住房公积金管理中心</title></head><body>
<div id="wrap"><div class="menu"><a>网站首页</a><a>机构概况</a><a>信息公开</a><a>网上办事</a><a>政策问答</a></div>
<div class="con"><h2>{title}</h2><p class="sub">发布日期：2023年8月3日　来源：{source}　阅读次数：<span>345</span>　<a>【打印】</a><a>【关闭】</a></p>
<div class="vsb_content">{lines}</div>
<div class="share">分享：<a>微信</a> <a>新浪微博</a></div></div>
<div class="side"><h3>热点问答</h3><ul><li><a>离职后公积金怎么提取？</a></li><li><a>公积金贷款额度怎么计算？</a></li><li><a>异地贷款需要哪些材料？</a></li></ul></div>
<div class="comment"><p>我要评论：请遵守法律法规，文明发言，评论内容经审核后显示。</p></div>
<div id="foot"><p>版权所有：南通市住房公积金管理中心　苏ICP备00000000号</p><p>客服热线：12329　地址：南通市某某路88号</p></div></div></body></html>
"""
